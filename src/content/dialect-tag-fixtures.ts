import type { DialectCase } from './dialect-fixtures.ts'

/** Tags. */
export const TAG_CASES: readonly DialectCase[] = [
  {
    name: 'if',
    template:
      "{% if person.Points >= 100 and 'Sale' in event|lookup:'Collection Names' %}gold{% elif first_name %}silver{% else %}-{% endif %}",
    gives: 'gold',
    says: '`elif` and `else`; `and or not in`, `not in`, `is`, `== != < <= > >=`; filters inside.',
  },
  {
    name: 'for',
    template:
      '{% for item in event.Items reversed %}{{ forloop.counter }}/{{ forloop.revcounter }} {{ item.ProductName }}{% if not forloop.last %}, {% endif %}{% empty %}nothing{% endfor %}',
    gives: '1/3 Chair, 2/2 desk, 3/1 Lamp',
    says: '`empty` for an empty list; `forloop.counter counter0 revcounter revcounter0 first last parentloop`.',
  },
  {
    name: 'for',
    template: '{% for item in event.none %}x{% empty %}nothing{% endfor %}',
    gives: 'nothing',
  },
  {
    name: 'for',
    template: '{% for key, value in organization.items %}{{ key }}={{ value }};{% endfor %}',
    gives: 'name=Lamp &amp; Co;full_address=1 Main Street, Springfield;',
  },
  {
    name: 'with',
    template: '{% with name=first_name age=person.Age %}{{ name }} {{ age }}{% endwith %}',
    gives: 'Ada 36',
  },
  {
    name: 'with',
    template: '{% with event.Items.0 as item %}{{ item.ProductName }}{% endwith %}',
    gives: 'Lamp',
  },
  {
    name: 'comment',
    template: 'a{% comment %}{{ not|read }}{% endcomment %}b{# nor this #}c',
    gives: 'abc',
  },
  {
    name: 'verbatim',
    template: '{% verbatim %}{{ as it is }}{% endverbatim %}',
    gives: '{{ as it is }}',
  },
  {
    name: 'spaceless',
    template: '{% spaceless %}<p>\n <b>a b</b> </p>{% endspaceless %}',
    gives: '<p><b>a b</b></p>',
  },
  {
    name: 'autoescape',
    template: '{% autoescape off %}{{ event.html }}{% endautoescape %}',
    gives: '<b>5 & 6</b>',
  },
  { name: 'firstof', template: "{% firstof event.none first_name 'you' %}", gives: 'Ada' },
  {
    name: 'cycle',
    template: "{% for n in event.numbers %}{% cycle 'odd' 'even' %} {% endfor %}",
    gives: 'odd even odd ',
  },
  {
    name: 'ifchanged',
    template:
      '{% for item in event.Items|sort:"color" %}{% ifchanged item.color %}{{ item.color }}:{% endifchanged %}{{ item.url }} {% endfor %}',
    gives: 'blue:/desk red:/lamp /chair ',
  },
  { name: 'widthratio', template: '{% widthratio person.Points 200 100 %}%', gives: '60%' },
  { name: 'templatetag', template: '{% templatetag openvariable %}', gives: '{{' },
  {
    name: 'filter',
    template: '{% filter upper %}a {{ first_name }}{% endfilter %}',
    gives: 'A ADA',
  },
  {
    name: 'regroup',
    template:
      '{% regroup event.Items|sort:"color" by color as groups %}{% for group in groups %}{{ group.grouper }} {{ group.list|length }}; {% endfor %}',
    gives: 'blue 1; red 2; ',
  },
  {
    name: 'now',
    template: "{% now 'Y-m-d H:i' %}",
    gives: '2026-11-22 11:00',
    says: "The account's time zone.",
  },
  {
    name: 'today',
    template: "{% today '%Y-%m-%d' as today %}{{ today }}",
    gives: '2026-11-22',
    says: 'Prints nothing itself.',
  },
  { name: 'current_day', template: '{% current_day %}', gives: '22' },
  { name: 'current_month', template: '{% current_month %}', gives: '11' },
  { name: 'current_year', template: '{% current_year %}', gives: '2026' },
  { name: 'current_weekday', template: '{% current_weekday %}', gives: 'Sunday' },
  { name: 'current_month_name', template: '{% current_month_name %}', gives: 'November' },
  {
    name: 'unsubscribe',
    template: "{% unsubscribe 'No more mail' %}",
    gives: '<a href="https://shop.example/unsubscribe/x">No more mail</a>',
  },
  {
    name: 'unsubscribe',
    template: '{% unsubscribe %}',
    gives: '<a href="https://shop.example/unsubscribe/x">Unsubscribe</a>',
  },
  {
    name: 'unsubscribe_link',
    template: '{% unsubscribe_link %}',
    gives: 'https://shop.example/unsubscribe/x',
  },
  {
    name: 'manage_preferences',
    template: '{% manage_preferences %}',
    gives: '<a href="https://shop.example/preferences/x">Manage preferences</a>',
  },
  {
    name: 'manage_preferences_link',
    template: '{% manage_preferences_link %}',
    gives: 'https://shop.example/preferences/x',
  },
  {
    name: 'web_view',
    template: "{% web_view 'Open' %}",
    gives: '<a href="https://shop.example/view/x">Open</a>',
  },
  { name: 'web_view_link', template: '{% web_view_link %}', gives: 'https://shop.example/view/x' },
  { name: 'render_variable', template: '{% render_variable preview_text %}', gives: 'Your picks' },
  {
    name: 'update_property_link',
    template: `<a href="{% update_property_link 'size' 'XL' 'https://a.example' %}">`,
    gives:
      '<a href="https://shop.example/set?property=size&amp;value=XL&amp;url=https%3A%2F%2Fa.example">',
    says: 'An address with a button that writes a property of the person, and then leads on. GET alone writes nothing, because scanners of mails follow links.',
  },
  {
    name: 'currency_format',
    template: '{% currency_format event.Items.1.price|default:0 %}',
    gives: '$120.00',
    says: "Numbers only; the account's currency and language.",
  },
  {
    name: 'coupon_code',
    template: "{% coupon_code 'WELCOME' %} {% coupon_code 'WELCOME' %}",
    gives: 'AB12 AB12',
    says: "A code of this person's own. None left: the message is skipped.",
  },
  {
    name: 'catalog',
    template:
      "{% catalog 'LAMP' %}{{ catalog_item.title }} {% currency_format catalog_item.metadata|lookup:'price' %}{% endcatalog %}",
    gives: 'Lamp $19.90',
    says: 'An item that is missing skips the message; so does an unpublished one with `unpublished="cancel"`. Ours: `missing="ignore"` leaves the block out instead.',
  },
  {
    name: 'catalog',
    template: '[{% catalog "GONE" missing="ignore" %}x{% endcatalog %}]',
    gives: '[]',
  },
  {
    name: 'catalog',
    template:
      '[{% catalog "LAMP" unpublished="cancel" missing="ignore" integration="api" catalog_id="1" language=\'fr\' region=\'CA\' %}x{% endcatalog %}]',
    gives: '[]',
  },
  {
    name: 'has_category',
    template:
      '{% catalog "LAMP" %}{% has_category catalog_item "sale" as on_sale %}{{ on_sale|yesno }}{% endcatalog %}',
    gives: 'yes',
    says: 'A part of the name is enough.',
  },
  {
    name: 'barcode',
    template: "{% barcode '' %}",
    gives: '',
    says: 'Code 128 as a table of bars: `{% barcode person.CardNumber width=200 height=60 %}`; with `coupon=True` of a coupon code.',
  },
]
