import type { Language } from '../contract/agent-words.ts'

/** Stands in the transcript where attachments were: nobody opens what strangers send. */
export function attachmentNote(count: number, language: Language): string {
  if (language === 'de') {
    return count === 1 ? '[1 Anhang, nicht gelesen]' : `[${count} Anhänge, nicht gelesen]`
  }
  return count === 1 ? '[1 attachment, not read]' : `[${count} attachments, not read]`
}
