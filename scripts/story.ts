// npm run story: a shop's whole story on the real program, each step with what was expected.
import { openSmtpTwin } from '../test/open-smtp-twin.ts'
import { tellArticle } from '../test/story/article.ts'

const smtp = await openSmtpTwin()
try {
  const { steps, differences } = await tellArticle(console.log, smtp)
  console.log(`\n${steps - differences.length} steps as expected, ${differences.length} not`)
  for (const title of differences) console.log(`  not as expected: ${title}`)
  process.exitCode = differences.length > 0 ? 1 : 0
} finally {
  await smtp.stop()
}
