import type { AuditAction } from '../../src/contract/accounts.ts'

const ENGLISH: Record<AuditAction, string> = {
  'account.changed': 'Settings changed',
  'account.created': 'Account created',
  'account.handed-over': 'Account handed over',
  'api-key.created': 'API key created',
  'api-key.revoked': 'API key revoked',
  'invitation.created': 'Person invited',
  'invitation.deleted': 'Invitation withdrawn',
  'member.changed': 'Role changed',
  'member.joined': 'Person joined',
  'member.left': 'Person left',
  'member.removed': 'Person removed',
  'password.changed': 'Password changed',
  'profile.deleted': 'Profile deleted',
  'profile.merged': 'Profiles merged',
  'session.created': 'Signed in',
  'session.ended': 'Signed out',
  'session.refused': 'Sign-in refused',
  'test-clock.moved': 'Sandbox clock moved',
}

const GERMAN: Record<AuditAction, string> = {
  'account.changed': 'Einstellungen geändert',
  'account.created': 'Konto angelegt',
  'account.handed-over': 'Konto übergeben',
  'api-key.created': 'API-Schlüssel angelegt',
  'api-key.revoked': 'API-Schlüssel widerrufen',
  'invitation.created': 'Person eingeladen',
  'invitation.deleted': 'Einladung zurückgezogen',
  'member.changed': 'Rolle geändert',
  'member.joined': 'Person beigetreten',
  'member.left': 'Person ausgetreten',
  'member.removed': 'Person entfernt',
  'password.changed': 'Passwort geändert',
  'profile.deleted': 'Profil gelöscht',
  'profile.merged': 'Profile zusammengeführt',
  'session.created': 'Angemeldet',
  'session.ended': 'Abgemeldet',
  'session.refused': 'Anmeldung abgewiesen',
  'test-clock.moved': 'Sandbox-Uhr gestellt',
}

/** What was done, in the reader's language. */
export function auditActionWords(action: AuditAction, language: string): string {
  return language.startsWith('de') ? GERMAN[action] : ENGLISH[action]
}
