/** The page about templates; the words in capitals are replaced by tables of cases. */
export const REFERENCE = `# Templates

Emails, subjects and text messages are templates in Django's language as Klaviyo writes it. This page is
made from the cases that the tests run: \`vitest run --project unit src/content -u\` writes it anew.

## Variables

- \`{{ first_name }}\`, \`{{ last_name }}\`, \`{{ email }}\`: the person's own; \`{{ person.Birthday }}\` any property.
- \`{{ event.Items.0.ProductName }}\`: the event that caused the message, in flows of metrics. Lists count from 0.
  \`event.extra\` is the property \`$extra\`.
- \`{{ organization.name }}\`: the sender.
- Names with spaces or signs are read by \`lookup\`: \`{{ person|lookup:'Favorite Color' }}\`. Names are case-sensitive.
- What is missing prints nothing and counts as false. Values are escaped for HTML; \`safe\` leaves one as it is.
- \`{{ x|filter:'argument' }}\`: no space around the colon. Several arguments are separated by commas.
- A mistake is shown with its line and column, and with the name that may have been meant.

## Tags

TAGS

\`elsif\`, \`assign\`, \`capture\`, \`unless\` and \`include\` are Liquid's: the message says what to write instead.

## Filters of text

TEXT

## Filters of numbers, and those that choose

NUMBERS

## Filters of lists

LISTS

## Filters of dates and pictures

DATES

Dates are shown in the account's time zone and language. \`recipient_time\` is ours.

## Limits

A template has at most 1,000,000 characters, 20,000 pieces and 50 blocks inside one another; one message at most
2,000,000 characters, 20,000 loop passages, 100,000 steps and 100 catalog items. A template that needs more ends with
an error within a second. There is no access to files, and to nothing but the data above.
`
