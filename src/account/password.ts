import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../contract/accounts.ts'

/** Shorter local parts occur in too many words by chance. */
const LOCAL_PART_LENGTH_MIN = 4
const DIFFERENT_CHARACTERS_MIN = 5

/**
 * What is wrong with a new password, as the end of "The password …", or undefined when it will do.
 * Long and unusual is what counts; no rule asks for digits or signs.
 */
export function passwordFault(password: string, email: string): string | undefined {
  const length = Array.from(password).length // code points, so that 🐢 is one
  if (length < PASSWORD_LENGTH_MIN) {
    return `has ${length} characters; at least ${PASSWORD_LENGTH_MIN} are needed`
  }
  if (length > PASSWORD_LENGTH_MAX) {
    return `has ${length} characters; ${PASSWORD_LENGTH_MAX} are allowed`
  }
  const lower = password.toLowerCase()
  if (COMMON.has(lower.replaceAll(/[\s._!?-]/g, ''))) return 'is one that many people use'
  if (new Set(lower).size < DIFFERENT_CHARACTERS_MIN) {
    return `repeats fewer than ${DIFFERENT_CHARACTERS_MIN} different characters`
  }
  const localPart = email.trim().toLowerCase().split('@', 1)[0] ?? ''
  if (localPart.length >= LOCAL_PART_LENGTH_MIN && lower.includes(localPart)) {
    return 'contains the name of the email address'
  }
  return undefined
}

/** Of those that lists of leaked passwords begin with, the ones long enough to be tried here. */
const COMMON: ReadonlySet<string> = new Set(
  `123456789012 1234567890123 12345678901234 123456789123 123456789abc 1234567890qw 123123123123
   111222333444 112233445566 121212121212 098765432109 987654321012 0987654321098 100200300400
   1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 1qaz2wsx3edc4rfv qazwsxedcrfv zaq12wsxcde3 q1w2e3r4t5y6
   qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyuiopasdf qwertyqwerty qwerty123456 qwerty1234567
   qwerty12345678 123456qwerty 12345qwertyui qwertzuiop12 qwertzuiop123 qwertz123456 asdfghjkl123
   asdfasdfasdf asdf1234asdf zxcvbnm12345 abcdefghijkl abcdefghijklm abcdefg12345 abcd12345678
   abc123abc123 abc123456789 a1b2c3d4e5f6 aa1234567890 q12345678901 password1234 password12345
   password123456 password2024 password2025 password2026 passwordpassword password123password
   passw0rd1234 p@ssw0rd1234 p@ssword1234 p@ssw0rd12345 mypassword123 mypassword1234 newpassword1
   newpassword12 changemechangeme changeme1234 changeme12345 changeit1234 letmeinletmein letmein12345
   letmein123456 welcome12345 welcome123456 welcome1welcome1 welcomewelcome administrator
   administrator1 admin1234567 admin123456789 adminadminadmin adminadmin123 rootrootroot
   iloveyou1234 iloveyou12345 iloveyouiloveyou iloveyou1314 iloveyousomuch ilovemymother
   sunshine1234 princess1234 football1234 baseball1234 superman1234 spiderman123 liverpool123
   liverpoolfc1 manchesterunited monkeymonkey dragondragon trustno1trustno1 starwars1234
   pokemon12345 minecraft123 michaeljordan jesuschrist1 jesusislord1 masterofpuppets
   correcthorsebatterystaple passwort1234 passwort12345 passwort123456 passwortpasswort
   meinpasswort1 meinpasswort123 hallohallo12 hallo1234567 hallohallohallo ichliebedich
   ichliebedich1 schatz123456 sommer123456 geheim123456 geheimgeheim fussball1234 willkommen12
   willkommen123 willkommen1234 testtesttest test12345678 testpassword testpassword1 test1234test
   secretsecret secret123456 secretpassword supersecret1 default12345 temporary123`
    .split(/\s+/)
    .filter((word) => word !== ''),
)
