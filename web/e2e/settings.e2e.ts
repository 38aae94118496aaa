import { expect, test } from 'vitest'
import { api, consolePages, eventually, gone, shown, signIn } from './console.ts'

const { newManager, owner, ownerOfNewAccount, stranger } = consolePages()

test('an API key is seen once, works, and is refused when it is revoked', async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Keys and more' })
  await page.goto(`/a/${account}/settings/api-keys`)
  await page.getByRole('button', { name: 'New API key' }).click()
  const form = page.getByRole('dialog', { name: 'New API key' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Shop backend')
  await form.getByText('Read only').click()
  await form.getByRole('button', { name: 'Create key' }).click()
  const once = page.getByRole('dialog', { name: 'API key created' })
  const key = await once.getByRole('textbox', { name: 'Key' }).inputValue()
  await once.getByRole('button', { name: 'Done' }).click()
  await gone(once)
  expect(await page.content()).not.toContain(key)
  await page.reload()
  await shown(page.getByText('Shop backend'))
  expect(await page.content()).not.toContain(key)

  const ask = async () => {
    const authorization = `Klaviyo-API-Key ${key}`
    const { status, body } = await api('GET', '/api/accounts', undefined, { authorization })
    return { status, body }
  }
  expect(await ask()).toMatchObject({ status: 200, body: { data: [{ id: account }] } })

  await page.getByRole('button', { name: 'Revoke' }).click()
  const confirm = page.getByRole('dialog', { name: 'Revoke “Shop backend”?' })
  await confirm.getByRole('button', { name: 'Revoke' }).click()
  await shown(page.getByText('Revoked', { exact: true }))
  expect(await ask()).toMatchObject({ status: 401 })

  await page.getByRole('link', { name: 'Audit log' }).click()
  await shown(
    page.getByRole('row').filter({ hasText: 'API key revoked' }).getByText('Shop backend'),
  )
})

test('who is invited as an analyst joins, reads, and is told what they may not do', async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Two of us' })
  await page.goto(`/a/${account}/settings/people`)
  await page.getByRole('button', { name: 'Invite a person' }).click()
  const form = page.getByRole('dialog', { name: 'Invite a person' })
  await form.getByRole('textbox', { name: 'Email' }).fill('annika@shop.test')
  await form.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: /^Analyst/ }).click()
  await form.getByRole('button', { name: 'Make invitation link' }).click()
  const once = page.getByRole('dialog', { name: 'Invitation made' })
  const link = await once.getByRole('textbox', { name: 'Link' }).inputValue()

  const other = await stranger()
  await other.goto(link)
  await other.getByRole('textbox', { name: 'Your name' }).fill('Annika Öztürk')
  await other.getByLabel('Password', { exact: true }).fill('nine grey geese flew by')
  await other.getByRole('button', { name: 'Join' }).click()
  await shown(other.getByRole('heading', { name: 'Home', exact: true }))

  await other.goto(`/a/${account}/audience/profiles`)
  for (const name of ['New profile', 'Import']) {
    const button = other.getByRole('button', { name }).first()
    await shown(button)
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    await button.focus()
    await shown(other.getByRole('tooltip').filter({ hasText: 'As Analyst you cannot do this.' }))
  }
  await other.goto(`/a/${account}/audience/profiles/new`)
  const create = other.getByRole('button', { name: 'Create profile' })
  await create.focus()
  await other.keyboard.press('Space')
  expect(await create.getAttribute('aria-description')).toContain('As Analyst you cannot do this.')
})

test('people change their password; the old one is refused, and says so', async () => {
  const { email, password } = await newManager('paul')
  const paul = await stranger()
  await paul.goto('/')
  await signIn(paul, { email, password })
  await paul.getByRole('button', { name: 'My settings' }).click()
  await paul.getByRole('menuitem', { name: 'Name and password' }).click()
  await paul.getByLabel('Current password', { exact: true }).fill('not what it is today')
  await paul.getByLabel('New password', { exact: true }).fill('new umbrella by the door')
  await paul.getByRole('button', { name: 'Change password' }).click()
  await shown(paul.getByRole('alert').filter({ hasText: 'The current password is not right.' }))
  await paul.getByLabel('Current password', { exact: true }).fill(password)
  await paul.getByRole('button', { name: 'Change password' }).click()
  await shown(paul.getByText('Password changed.'))

  const again = await stranger()
  await again.goto('/sign-in')
  await signIn(again, { email, password })
  await shown(again.getByRole('alert'))
  await signIn(again, { email, password: 'new umbrella by the door' })
  await shown(again.getByRole('heading', { name: 'Home', exact: true }))
})

test('website, sender and postal address are saved', async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Letters' })
  await page.goto(`/a/${account}/settings/account`)
  await page.getByRole('textbox', { name: 'Website' }).fill('https://letters.test/')
  await page.getByRole('form', { name: 'Shop' }).getByRole('button', { name: 'Save' }).click()
  await shown(page.getByText('Saved'))
  const sender = page.getByRole('form', { name: 'Sender' })
  await sender.getByRole('textbox', { name: 'Name' }).fill('Letters & Söhne')
  await sender.getByRole('textbox', { name: 'Email' }).fill('post@letters.test')
  await sender.getByRole('button', { name: 'Save' }).click()
  const postal = page.getByRole('form', { name: 'Postal address' })
  await postal.getByRole('textbox', { name: 'City' }).fill('Görlitz')
  await postal.getByRole('button', { name: 'Save' }).click()
  await eventually(() => page.getByText('Saved').count()).toBe(3)

  await page.reload()
  await eventually(() => page.getByRole('textbox', { name: 'City' }).inputValue()).toBe('Görlitz')
  expect(await page.getByRole('textbox', { name: 'Website' }).inputValue()).toBe(
    'https://letters.test/',
  )
  expect(await sender.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Letters & Söhne')
})

test('a sandbox account is created, and its clock is put forward', async () => {
  const page = await owner('/')
  await page.getByRole('button', { name: 'Switch account' }).click()
  await page.getByRole('menuitem', { name: 'New account' }).click()
  const form = page.getByRole('dialog', { name: 'New account' })
  await form.getByRole('textbox', { name: 'Name of the shop' }).fill('Time machine')
  await form.getByRole('switch', { name: 'Sandbox' }).focus()
  await page.keyboard.press('Space')
  await shown(form.getByRole('switch', { name: 'Sandbox', checked: true }))
  await form.getByRole('button', { name: 'Create account' }).click()
  const move = page.getByRole('button', { name: 'Move the clock' })
  await shown(move)
  await move.click()
  await page.getByRole('textbox', { name: /^To a moment/ }).fill('2030-01-02T03:04')
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await shown(page.getByText('It is now 2 Jan 2030, 03:04'))
  await page.getByRole('button', { name: '+7 days' }).click()
  await shown(page.getByText('It is now 9 Jan 2030, 03:04'))
  await page.reload()
  await shown(page.getByText('9 Jan 2030, 03:04'))
})
