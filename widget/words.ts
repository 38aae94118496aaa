export type Language = 'en' | 'de'

const en = {
  launcher: 'Chat with us',
  launcherUnread: (count: number) => `Chat with us, ${count} new`,
  panel: (shop: string) => `Chat with ${shop}`,
  close: 'Close chat',
  assistantHint: 'AI assistant · people on request',
  team: (name: string) => `${name} from our team`,
  waitingForTeam: 'Our team will answer here',
  notices: {
    'handed-off': 'Passed on to our team',
    'taken-over': 'Our team has joined',
    returned: 'The assistant answers again',
    closed: 'This chat was closed. Write to open it again.',
    reopened: 'Opened again',
  },
  defaultGreeting: 'Hello! How can I help you today?',
  log: 'Conversation',
  shopperSaid: 'You said:',
  agentSaid: 'Assistant said:',
  teammateSaid: (name: string) => `${name} said:`,
  teammate: 'Our team',
  placeholder: 'Write a message …',
  message: 'Your message',
  send: 'Send',
  characters: (left: number) => `${left} characters left`,
  waiting: 'Not sent yet: waiting for a connection.',
  notSent: 'Not sent.',
  tryAgain: 'Try again',
  offline: 'No connection. Trying again …',
  assistantTyping: 'The assistant is writing',
  teammateTyping: (name: string) => `${name} is writing`,
  older: 'Show earlier messages',
  quickReplies: 'Suggested answers',
  products: 'Products',
  handoff: 'Shall a person from our team take over?',
  accept: 'Yes, connect me',
  decline: 'No, thanks',
  consent: 'Before we start',
  agree: 'Agree and start',
  code: 'Code from the email',
  codeHint: 'Six digits',
  confirm: 'Confirm',
  signIn: 'Sign in',
  down: 'Newest messages',
  problem: 'Something went wrong. Please try again.',
  tooFast: 'That was very fast. Please wait a moment.',
}

export type Words = typeof en

const de: Words = {
  launcher: 'Chat öffnen',
  launcherUnread: (count) => `Chat öffnen, ${count} neu`,
  panel: (shop) => `Chat mit ${shop}`,
  close: 'Chat schließen',
  assistantHint: 'KI-Assistent · auf Wunsch ein Mensch',
  team: (name) => `${name} aus unserem Team`,
  waitingForTeam: 'Unser Team antwortet hier',
  notices: {
    'handed-off': 'An unser Team weitergegeben',
    'taken-over': 'Unser Team ist jetzt im Chat',
    returned: 'Der Assistent antwortet wieder',
    closed: 'Dieser Chat wurde beendet. Eine Nachricht öffnet ihn wieder.',
    reopened: 'Wieder geöffnet',
  },
  defaultGreeting: 'Hallo! Womit kann ich helfen?',
  log: 'Unterhaltung',
  shopperSaid: 'Eigene Nachricht:',
  agentSaid: 'Der Assistent schrieb:',
  teammateSaid: (name) => `${name} schrieb:`,
  teammate: 'Unser Team',
  placeholder: 'Nachricht schreiben …',
  message: 'Nachricht',
  send: 'Senden',
  characters: (left) => `Noch ${left} Zeichen`,
  waiting: 'Noch nicht gesendet: wartet auf eine Verbindung.',
  notSent: 'Nicht gesendet.',
  tryAgain: 'Nochmals versuchen',
  offline: 'Keine Verbindung. Neuer Versuch …',
  assistantTyping: 'Der Assistent schreibt',
  teammateTyping: (name) => `${name} schreibt`,
  older: 'Frühere Nachrichten zeigen',
  quickReplies: 'Vorgeschlagene Antworten',
  products: 'Produkte',
  handoff: 'Soll ein Mensch aus unserem Team übernehmen?',
  accept: 'Ja, bitte verbinden',
  decline: 'Nein, danke',
  consent: 'Bevor es losgeht',
  agree: 'Zustimmen und beginnen',
  code: 'Code aus der E-Mail',
  codeHint: 'Sechs Ziffern',
  confirm: 'Bestätigen',
  signIn: 'Anmelden',
  down: 'Neueste Nachrichten',
  problem: 'Das hat nicht geklappt. Bitte noch einmal versuchen.',
  tooFast: 'Das war sehr schnell. Bitte einen Moment warten.',
}

const WORDS: Record<Language, Words> = { en, de }

export function wordsOf(language: Language): Words {
  return WORDS[language]
}

/** The first of these that names a language we speak; English when none does. */
export function chooseLanguage(...wishes: (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const short = wish?.slice(0, 2).toLowerCase()
    if (short === 'de' || short === 'en') return short
  }
  return 'en'
}
