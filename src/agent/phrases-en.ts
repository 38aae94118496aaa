import type { Recipient } from '../intent/things.ts'
import type { Phrases, Tone } from './phrase-book.ts'

/** What the offline brain says in English. */
export function englishPhrases(tone: Tone): Phrases {
  const warm = tone === 'friendly' || tone === 'playful'
  const by = (plain: string, friendly: string, playful = friendly) =>
    tone === 'playful' ? playful : warm ? friendly : plain
  return {
    greeting: ({ name, shop }) =>
      by(
        `Hello${comma(name)}. How can I help you with ${shop}?`,
        `Hi${comma(name)}! What can I do for you?`,
        `Hey${comma(name)}! What are we looking for today?`,
      ),
    whoAmI: ({ agent, shop }) =>
      `I'm ${agent}, the automated assistant of ${shop}. I can look up orders, answer questions about products, delivery and returns, and bring in a person from our team.`,
    thanked: () => by("You're welcome.", "You're welcome!", 'Any time!'),
    bye: ({ shop }) =>
      by(
        `Thank you for contacting ${shop}.`,
        'Have a lovely day!',
        'Bye for now – have a great one!',
      ),
    anythingElse: () => by('Is there anything else?', 'Anything else I can help with?'),
    okay: () => by('All right.', 'All right!'),
    stayed: () =>
      by(
        'All right, I will not pass this on. How else can I help?',
        "Okay, I'll stay with you. What else can I do?",
      ),

    unknown: () => "I don't know the answer to that, and I'd rather not guess.",
    outOfScope: ({ shop }) =>
      `I can help with products, orders, delivery and returns of ${shop}, but not with that.`,
    rephrase: () =>
      by(
        'I did not understand that. Could you put it in other words?',
        "Sorry, I didn't get that. Could you say it in other words?",
      ),
    sorry: () => by('I am sorry about this.', "I'm really sorry about this."),
    unavailable: (what) => `I can't help with ${what} here.`,
    toolFailed: () => "I couldn't look that up just now.",

    offerPerson: () => 'Shall I connect you with a person from our team?',
    connecting: (isEmail) =>
      isEmail
        ? "I'm passing your message on to our team. A person will reply to this email."
        : "I'm passing this on to our team. A person will answer you here.",
    connectingClosed: (opens) =>
      opens === null
        ? 'Nobody from our team is available at the moment. I have passed this on, and a person will answer as soon as somebody is back.'
        : `Nobody from our team is available right now; we're back ${opens}. I have passed this on, and a person will answer then.`,
    offerClosed: (opens) =>
      opens === null
        ? 'Nobody from our team is available right now, but I can leave them a message.'
        : `Nobody from our team is available right now; we're back ${opens}. I can leave them a message.`,
    safety: () =>
      'Thank you for telling me. This is something for a person, so I am passing it on at once.',
    crisis: () =>
      "I'm sorry that you are going through this. If you or somebody else is in danger, please call your local emergency number now (112 or 911). I'm passing this on to a person at once.",
    yesConnect: 'Yes, connect me',
    noConnect: 'No, thanks',

    askEmail: (signIn) =>
      signIn
        ? "To look that up I need to know that it's you. Please sign in to the shop, or tell me the email address that you ordered with and I'll send a code there."
        : "To look that up I need to know that it's you. Which email address did you order with? I'll send a code there.",
    askSignIn: () =>
      "To look that up I need to know that it's you. Please sign in to the shop first.",
    codeSent: (email) =>
      `If ${email} is known to us, a six-digit code is on its way there. Please type it here within ten minutes.`,
    askCode: () => 'Please type the six-digit code from the email here.',
    codeWrong: () =>
      "That code isn't right, or it is no longer valid. Please check the newest email from us, or tell me your email address again for a new code.",
    codesUsedUp: () => "That's as many codes as I can send for now. Please try again in an hour.",
    confirmed: () => by('Thank you, that is confirmed.', "Thanks, that's confirmed!"),

    noOrders: () => "I can't find any orders of yours with this account.",
    orderNotFound: (number) =>
      `I can't find an order ${number} among your orders. Please check the number.`,
    orderIs: ({ number, placedOn, state }) =>
      `Order ${number}${placedOn ? ` of ${placedOn}` : ''} ${state}.`,
    orderStates: {
      placed: 'has been received and is being prepared',
      'partly-shipped': 'has been shipped in part; the rest is being prepared',
      shipped: 'has been shipped and is on its way',
      delivered: 'has been delivered',
      cancelled: 'was cancelled',
      refunded: 'was refunded',
    },
    orderItems: (items) => `It contains ${items}.`,
    orderTracking: ({ carrier, number, url }) =>
      `You can follow the parcel${carrier ? ` with ${carrier}` : ''}${number ? ` under ${number}` : ''}${url ? `: ${url}` : '.'}`,
    orderExpected: (on) => `It is expected on ${on}.`,
    otherOrders: (list) => `Your other recent orders: ${list}.`,
    orderShort: (number, state) => `${number} (${state})`,
    shortStates: {
      placed: 'in preparation',
      'partly-shipped': 'shipped in part',
      shipped: 'on its way',
      delivered: 'delivered',
      cancelled: 'cancelled',
      refunded: 'refunded',
    },
    whichOrder: () => 'Which order is it about?',

    editOpen: (number) =>
      `Order ${number} has not been shipped yet, so it can still be changed or cancelled. I can't do that myself; a person from our team can.`,
    editPartly: (number) =>
      `Part of order ${number} has already been shipped; only what is still here can be changed. I can't do that myself; a person from our team can.`,
    editTooLate: (number) =>
      `Order ${number} has already been shipped, so it can't be changed or cancelled any more. You can send it back once it has arrived.`,
    editDone: (number, state) => `Order ${number} ${state}, so there is nothing left to change.`,

    returnStart: (url) => `You can start the return here: ${url}`,
    returnNotSent: (number) =>
      `Order ${number} has not been shipped yet, so it can still be cancelled instead of sent back.`,
    returnsInGeneral: () =>
      'I found nothing about exactly that. This is what our return policy says:',
    returnByPerson: () => 'A person from our team can start the return for you.',

    found: (count, wish) =>
      wish === ''
        ? by('Here is what other shoppers like:', 'Here are some favourites:')
        : count === 1
          ? by(`This fits (${wish}):`, `I found this for you (${wish}):`)
          : by(
              `These fit (${wish}):`,
              `Have a look at these (${wish}):`,
              `Ta-da! Have a look at these (${wish}):`,
            ),
    foundWith: (title) => `This goes with ${title}:`,
    foundOther: (missing) => `I found nothing that is ${missing}. The closest that I have:`,
    foundClosest: (words) => `Nothing matches “${words}” exactly. This comes closest:`,
    favouritesInstead: (wish) =>
      `I have nothing that fits just that. These are liked by many${wish === '' ? '' : ` (${wish})`}:`,
    nothingFound: () => "I can't find a product like that in our shop.",
    nothingCheaper: () => 'I have nothing cheaper that fits.',
    tellMore: () => 'Tell me a little more: what is it for, and how much may it cost?',
    askFor: (what) => `For that I need one more thing: ${what}.`,
    productLine: ({ rank, title, price, note }) =>
      `${rank}. ${title}${price ? ` – ${price}` : ''}${note ? ` (${note})` : ''}`,
    under: (price) => `under ${price}`,
    from: (price) => `from ${price}`,
    inStock: () => 'in stock',
    soldOut: () => 'sold out',
    popular: () => 'popular',
    boughtTogether: () => 'often bought together',
    inSize: (size) => `size ${size}`,
    forRecipient: (who) => `for ${RECIPIENTS[who]}`,
    colour: (name) => name,

    productPrice: (title, price) => `${title} costs ${price}.`,
    productNoPrice: (title) => `I have no price for ${title}.`,
    productInStock: (title, count) =>
      count !== null && count <= 5
        ? `${title} is in stock – ${count} left.`
        : `${title} is in stock.`,
    productSoldOut: (title) => `${title} is sold out at the moment.`,
    unknownWhenBack: () => "I don't know when it will be back.",
    productVariantMissing: (title, variant) => `I can't find ${title} in ${variant}.`,
    productComesIn: (title, what, list) =>
      `${title} – available in ${what === 'size' ? 'size ' : ''}${list}.`,
    optionsSoldOut: (_title, list) => `Sold out at the moment: ${list}.`,
    productAttribute: (title, name, value) =>
      `${title} – ${ATTRIBUTES[name.toLowerCase()] ?? name.replaceAll('_', ' ')}: ${value}.`,
    productDescribed: (title, text) => `About ${title}: ${text}`,
    whichProduct: () => 'Which product do you mean?',
    whichOf: (list) => `Which one do you mean: ${list}?`,

    source: (title, url) => (url ? `Source: ${title}, ${url}` : `Source: ${title}`),

    loyaltyBalance: (points, tier) =>
      `You have ${points} points${tier ? ` and ${tier} status` : ''}.`,
    loyaltyNone: () => "I can't find a loyalty account of yours.",
    subscriptionLine: ({ title, state, nextOn }) =>
      `${title}: ${state}${nextOn ? `, next delivery on ${nextOn}` : ''}.`,
    subscriptionNone: () => "I can't find a subscription of yours.",
    subscriptionPortal: (url) => `You can pause, change or cancel it yourself here: ${url}`,
    subscriptionByPerson: () => "I can't change it myself; a person from our team can.",

    mailHello: (name) => by(name ? `Dear ${name},` : 'Hello,', name ? `Hi ${name},` : 'Hello,'),
    mailBye: ({ agent, shop }) =>
      `${by('Kind regards', 'Best wishes')},\n${agent}, automated assistant of ${shop}`,
    codeMailSubject: (shop) => `Your code for ${shop}`,
    codeMail: ({ code, shop }) =>
      `Your code is ${code}.\n\nSomebody in the chat of ${shop} asked for it to look at the orders of this address. It is valid for ten minutes. If that was not you, you need not do anything; never pass the code on.`,
    and: 'and',
    or: 'or',
    times: (quantity, title) => (quantity > 1 ? `${quantity} × ${title}` : title),
  }
}

const RECIPIENTS: Readonly<Record<Recipient, string>> = {
  aunt: 'your aunt',
  baby: 'a baby',
  boss: 'your boss',
  boyfriend: 'your boyfriend',
  brother: 'your brother',
  cat: 'a cat',
  child: 'a child',
  colleague: 'a colleague',
  cousin: 'your cousin',
  dad: 'your dad',
  daughter: 'your daughter',
  dog: 'a dog',
  'father-in-law': 'your father-in-law',
  flatmate: 'your flatmate',
  friend: 'a friend',
  girlfriend: 'your girlfriend',
  godchild: 'your godchild',
  grandchild: 'your grandchild',
  grandma: 'your grandma',
  grandpa: 'your grandpa',
  husband: 'your husband',
  men: 'men',
  'mother-in-law': 'your mother-in-law',
  mum: 'your mum',
  neighbour: 'your neighbour',
  nephew: 'your nephew',
  niece: 'your niece',
  parents: 'your parents',
  partner: 'your partner',
  sister: 'your sister',
  son: 'your son',
  teacher: 'a teacher',
  teenager: 'a teenager',
  uncle: 'your uncle',
  wife: 'your wife',
  women: 'women',
}

function comma(name: string | null): string {
  return name ? ` ${name}` : ''
}

/** What attributes are called to shoppers. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  size_cm: 'size',
  burns: 'burning time',
}
