// Loaded before dependency-cruiser (node --import). With swc it reads TypeScript, but no TSX, and it
// cannot tell `import type`; its other parser needs the programming interface that TypeScript 7 does
// not have. So this names TSX, and turns `import type` into `import … = require(…)`, which nobody
// can write here (erasableSyntaxOnly): the rules see it as the dependency type "import-equals".
import swc from '@swc/core'

const parseFileSync = swc.parseFileSync.bind(swc)

swc.parseFileSync = (file, options) => {
  const module = parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') })
  return { ...module, body: module.body.map(markTypeImport) }
}

function markTypeImport(item) {
  if (item.type !== 'ImportDeclaration' || !item.typeOnly) return item
  const { span, source } = item
  return {
    type: 'TsImportEqualsDeclaration',
    span,
    isExport: false,
    isTypeOnly: true,
    id: { type: 'Identifier', span, value: 'type', optional: false },
    moduleRef: { type: 'TsExternalModuleReference', span, expression: source },
  }
}
