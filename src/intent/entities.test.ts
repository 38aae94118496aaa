import { describe, expect, test } from 'vitest'
import { understand } from './understand.ts'

const read = (text: string, expectsAnswer = false) => understand(text, { expectsAnswer }).entities

describe('order numbers', () => {
  test.each([
    ['where is #1001', ['1001']],
    ['# 1001', ['1001']],
    ['1001', ['1001']],
    ['order 1001 please', ['1001']],
    ['ORD-2024-17', ['ORD-2024-17']],
    ['wo ist ord-2024-17?', ['ORD-2024-17']],
    ['Bestellnummer 700021', ['700021']],
    ['meine Bestellung Nr. 700021 ist nicht da', ['700021']],
    ['order number is 20231', ['20231']],
    ['cancel 5512 and 5513', ['5512', '5513']],
    ['is anything happening with 80412?', ['80412']],
  ])('are found in "%s"', (text, expected) => {
    expect(read(text).orderNumbers).toEqual(expected)
  })

  test.each([
    'something under 1000 euros',
    'I ordered in 2024',
    'my postcode is 10115',
    'do you have it in 42',
    'it costs 1299 €',
    'I have 1500 points',
    'ring me on +49 171 5551234',
  ])('are not found in "%s"', (text) => {
    expect(read(text).orderNumbers).toEqual([])
  })
})

describe('one-time codes', () => {
  test('are six digits when something was asked', () => {
    expect(read('123456', true).codes).toEqual(['123456'])
    expect(read('the code is 654321').codes).toEqual(['654321'])
  })

  test('are not the number of an order', () => {
    expect(read('Bestellnummer 700021', true).codes).toEqual([])
    expect(read('12345', true).codes).toEqual([])
  })
})

test('addresses and phone numbers are read in their compared form', () => {
  const { emails, phoneNumbers } = read('Ada.B@Example.test or +49 171 5551234')
  expect(emails).toEqual(['ada.b@example.test'])
  expect(phoneNumbers).toEqual(['+491715551234'])
  expect(read('call me on 07911 123456 please').phoneNumbers).toEqual(['+447911123456'])
})

describe('prices', () => {
  test.each([
    ['something warm under 40', null, 40, null],
    ['eine Jacke unter 40 €', null, 40, 'EUR'],
    ['gifts under £30', null, 30, 'GBP'],
    ['zwischen 20 und 50', 20, 50, null],
    ['between $20 and $50', 20, 50, 'USD'],
    ['20-50 Euro', 20, 50, 'EUR'],
    ['30 to 40 bucks', 30, 40, 'USD'],
    ['max 25 bucks', null, 25, 'USD'],
    ['billiger als 80 Franken', null, 80, 'CHF'],
    ['höchstens 1.299,00 €', null, 1299, 'EUR'],
    ['up to 1,299.00 pounds', null, 1299, 'GBP'],
    ['at least 100 euros', 100, null, 'EUR'],
    ['mindestens 100 Euro', 100, null, 'EUR'],
    ['so um die 50 euro', 40, 60, 'EUR'],
    ['my budget is 90', null, 90, null],
    ['25 quid tops', null, 25, 'GBP'],
    ['unter fünfzig Euro', null, 50, 'EUR'],
    ['ein Geschenk für 20 €', null, 20, 'EUR'],
  ])('"%s"', (text, priceMin, priceMax, currency) => {
    expect(read(text)).toMatchObject({ priceMin, priceMax, currency })
  })

  test.each([
    'a toy for kids under 3',
    'Kinder unter 10 Jahren',
    'is it warm under 10 degrees',
    'order 1001',
    'I paid 40 € for it',
    'wasserdicht bis 50 m',
  ])('are not read into "%s"', (text) => {
    expect(read(text)).toMatchObject({ priceMin: null, priceMax: null })
  })
})

describe('sizes', () => {
  test.each([
    ['do you have it in size M', ['M']],
    ['in Größe 42,5 bitte', ['42.5']],
    ['XL', ['XL']],
    ['gibt es das in L?', ['L']],
    ['m', ['M']],
    ['UK 6 please', ['UK 6']],
    ['W32 L34', ['W32/L34']],
    ['the M is too small, L instead', ['M', 'L']],
  ])('"%s"', (text, sizes) => {
    expect(read(text).sizes).toEqual(sizes)
  })

  test('are no letters of other words', () => {
    expect(read("I'm not sure, it's a small gift").sizes).toEqual([])
    expect(read('WHERE IS MY PARCEL M').sizes).toEqual([])
  })
})

test('colours have English names, in any inflection', () => {
  expect(read('einen dunkelblauen Schal und rote Socken').colours).toEqual(['blue', 'red'])
  expect(read('a GREY hoodie, or navy').colours).toEqual(['grey', 'navy'])
  expect(read('grünes Kleid in weiß').colours).toEqual(['green', 'white'])
})

test('quantities count things, not days or prices', () => {
  expect(read('zwei Tassen bitte').quantity).toBe(2)
  expect(read('I want 3 blue mugs').quantity).toBe(3)
  expect(read('2x hoodie').quantity).toBe(2)
  expect(read('nur eine bitte').quantity).toBe(1)
  expect(read('I waited two weeks').quantity).toBeNull()
  expect(read('for 20 euros').quantity).toBeNull()
})

test('recipients are whom a thing is for', () => {
  expect(read('something for my dad').recipient).toBe('dad')
  expect(read('Geschenk für Oma').recipient).toBe('grandma')
  expect(read('was schenke ich meiner Freundin').recipient).toBe('girlfriend')
  expect(read("it's my sister's birthday").recipient).toBe('sister')
  expect(read('got any nice stuff for a 5 yr old').recipient).toBe('child')
  expect(read('something for a five-year-old').recipient).toBe('child')
  expect(read('Geschenk für einen 6-jährigen').recipient).toBe('child')
  expect(read('was für ein 14 Jahre altes Mädchen').recipient).not.toBe('child')
  expect(read('is it for a 30 year old house').recipient).toBeNull()
  expect(read('my husband signed for the parcel').recipient).toBeNull()
})

test('product words leave out fillers, prices, sizes, colours and people', () => {
  expect(read('something warm for my dad under 40').productWords).toEqual(['warm'])
  expect(read('Habt ihr Tassen in Blau unter 20 Euro?').productWords).toEqual(['tassen'])
  expect(read('do you have the Nordic Hoodie in size M').productWords).toEqual(['nordic', 'hoodie'])
})

describe('answers', () => {
  test.each([
    'yes',
    'yes please',
    'Yep',
    'sure',
    'ok',
    'ja',
    'ja bitte',
    'jo',
    'klar',
    'gerne',
    'passt',
    '👍',
    'of course',
    'auf jeden fall',
    'ja, verbinden Sie mich',
  ])('"%s" is yes', (text) => {
    expect(read(text).answer).toBe('yes')
  })

  test.each([
    'no',
    'nope',
    'no thanks',
    'nein',
    'nein danke',
    'nö',
    'nee',
    'lieber nicht',
    'not now',
    '👎',
    'auf keinen fall',
    'No, I want another size',
  ])('"%s" is no', (text) => {
    expect(read(text).answer).toBe('no')
  })

  test.each([
    'where is my order',
    'no tracking number so far',
    'keine Ahnung',
    'maybe',
    '1001',
    '',
  ])('"%s" is neither', (text) => {
    expect(read(text).answer).toBeNull()
  })
})
