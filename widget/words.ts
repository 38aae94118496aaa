export type Language = 'en' | 'de'

const en = {
  launcher: 'Chat with us',
  launcherUnread: (count: number) => `Chat with us, ${count} new`,
  panel: (shop: string) => `Chat with ${shop}`,
  close: 'Close chat',
  assistant: 'AI assistant',
  assistantHint: 'AI assistant · a person takes over when you ask',
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
  you: 'You',
  shopperSaid: 'You said:',
  agentSaid: 'Assistant said:',
  teammateSaid: (name: string) => `${name} said:`,
  teammate: 'Our team',
  placeholder: 'Write a message …',
  message: 'Your message',
  send: 'Send',
  characters: (left: number) => `${left} characters left`,
  sending: 'Sending …',
  waiting: 'Not sent yet: waiting for a connection.',
  notSent: 'Not sent.',
  tryAgain: 'Try again',
  offline: 'No connection. Trying again …',
  typing: 'is writing',
  assistantTyping: 'The assistant is writing',
  teammateTyping: (name: string) => `${name} is writing`,
  older: 'Show earlier messages',
  quickReplies: 'Suggested answers',
  products: 'Products',
  noPicture: 'No picture',
  opensProduct: (title: string) => `View ${title}`,
  handoff: 'Shall a person from our team take over?',
  accept: 'Yes, connect me',
  decline: 'No, thanks',
  consent: 'Before we start',
  agree: 'Agree and start',
  code: 'Code from the email',
  codeHint: 'Six digits',
  confirm: 'Confirm',
  signIn: 'Sign in',
  today: 'Today',
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
  assistant: 'KI-Assistent',
  assistantHint: 'KI-Assistent · auf Wunsch übernimmt ein Mensch',
  team: (name) => `${name} aus unserem Team`,
  waitingForTeam: 'Unser Team antwortet hier',
  notices: {
    'handed-off': 'An unser Team weitergegeben',
    'taken-over': 'Unser Team ist jetzt im Chat',
    returned: 'Der Assistent antwortet wieder',
    closed: 'Dieser Chat wurde beendet. Schreiben Sie, um ihn wieder zu öffnen.',
    reopened: 'Wieder geöffnet',
  },
  defaultGreeting: 'Hallo! Wie kann ich Ihnen helfen?',
  log: 'Unterhaltung',
  you: 'Sie',
  shopperSaid: 'Sie schrieben:',
  agentSaid: 'Der Assistent schrieb:',
  teammateSaid: (name) => `${name} schrieb:`,
  teammate: 'Unser Team',
  placeholder: 'Nachricht schreiben …',
  message: 'Ihre Nachricht',
  send: 'Senden',
  characters: (left) => `Noch ${left} Zeichen`,
  sending: 'Wird gesendet …',
  waiting: 'Noch nicht gesendet: wartet auf eine Verbindung.',
  notSent: 'Nicht gesendet.',
  tryAgain: 'Nochmals versuchen',
  offline: 'Keine Verbindung. Neuer Versuch …',
  typing: 'schreibt',
  assistantTyping: 'Der Assistent schreibt',
  teammateTyping: (name) => `${name} schreibt`,
  older: 'Frühere Nachrichten zeigen',
  quickReplies: 'Vorgeschlagene Antworten',
  products: 'Produkte',
  noPicture: 'Kein Bild',
  opensProduct: (title) => `${title} ansehen`,
  handoff: 'Soll ein Mensch aus unserem Team übernehmen?',
  accept: 'Ja, bitte verbinden',
  decline: 'Nein, danke',
  consent: 'Bevor es losgeht',
  agree: 'Zustimmen und beginnen',
  code: 'Code aus der E-Mail',
  codeHint: 'Sechs Ziffern',
  confirm: 'Bestätigen',
  signIn: 'Anmelden',
  today: 'Heute',
  down: 'Neueste Nachrichten',
  problem: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
  tooFast: 'Das war sehr schnell. Bitte warten Sie einen Moment.',
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
