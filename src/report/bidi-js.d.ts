/** The part we use; its own types are those of a module with a `default`, and it has none. */
declare module 'bidi-js' {
  interface Bidi {
    /** @returns for each unit of the text how deep it is nested; odd: from right to left */
    getEmbeddingLevels: (text: string, direction: 'ltr' | 'rtl' | 'auto') => { levels: Uint8Array }
    getMirroredCharacter: (character: string) => string | null
  }
  export default function bidiFactory(): Bidi
}
