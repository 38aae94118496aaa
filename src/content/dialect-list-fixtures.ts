import type { DialectCase } from './dialect-fixtures.ts'

/** Filters of lists and dictionaries. */
export const LIST_CASES: readonly DialectCase[] = [
  { name: 'count', template: "{{ event.Items|count }} {{ 'hello'|count }}", gives: '3 5' },
  { name: 'length', template: '{% if event.Items|length > 2 %}many{% endif %}', gives: 'many' },
  { name: 'size', template: '{{ event.none|size }}', gives: '0' },
  { name: 'length_is', template: '{{ event.Items|length_is:3 }}', gives: 'True' },
  { name: 'compact', template: '{{ event.gaps|compact|length }}', gives: '2' },
  {
    name: 'concat',
    template: "{{ 'a'|concat:'b' }} {{ event.numbers|concat:event.gaps|length }}",
    gives: 'ab 6',
  },
  { name: 'join', template: "{{ event.letters|join:' & ' }}", gives: 'b & C & a & b' },
  {
    name: 'join',
    template: "{{ event.Items|map:'url'|join:event.html }}",
    gives: '/lamp&lt;b&gt;5 &amp; 6&lt;/b&gt;/desk&lt;b&gt;5 &amp; 6&lt;/b&gt;/chair',
  },
  {
    name: 'list_to_string',
    template: "{{ event.Items|map:'ProductName'|list_to_string }}",
    gives: 'Lamp, desk and Chair',
  },
  { name: 'list_where', template: "{{ event.Items|list_where:'color=red'|length }}", gives: '2' },
  {
    name: 'dictfilter',
    template:
      "{% for item in event.Items|dictfilter:'price>20' %}{{ item.ProductName }} {% endfor %}",
    gives: 'desk Chair ',
    says: 'With < <= == != >= or >.',
  },
  { name: 'map', template: "{{ event.Items|map:'color'|join:' ' }}", gives: 'red blue red' },
  { name: 'reverse', template: "{{ event.numbers|reverse|join:' ' }}", gives: '2 1 3' },
  {
    name: 'slice',
    template: "{{ event.numbers|slice:':2'|join:' ' }} {{ 'hello'|slice:'1:-1' }}",
    gives: '3 1 ell',
  },
  {
    name: 'slice',
    template: "{{ 'hello'|slice:'::-1' }} {{ 'hello'|slice:'-2:' }}",
    gives: 'olleh lo',
  },
  {
    name: 'sort',
    template:
      "{{ event.numbers|sort|join:' ' }} {{ event.Items|sort:'price'|map:'ProductName'|first }}",
    gives: '1 2 3 Lamp',
  },
  { name: 'sort_natural', template: "{{ event.letters|sort_natural|join:' ' }}", gives: 'a b b C' },
  {
    name: 'dictsort',
    template: "{{ event.Items|dictsort:'price'|map:'url'|join:' ' }}",
    gives: '/lamp /chair /desk',
  },
  {
    name: 'dictsortreversed',
    template: "{{ event.Items|dictsortreversed:'price'|map:'url'|join:' ' }}",
    gives: '/desk /chair /lamp',
  },
  {
    name: 'uniq',
    template: "{{ event.letters|uniq|join:' ' }} {{ event.Items|uniq:'color'|length }}",
    gives: 'b C a 2',
  },
  { name: 'first', template: '{{ event.numbers|first }}', gives: '3' },
  { name: 'last', template: '{{ event.numbers|last }}', gives: '2' },
  {
    name: 'lookup',
    template:
      "{{ person|lookup:'Favorite Color' }} {{ event|lookup:'$value' }} {{ event|lookup:'Collection Names'|lookup:'0' }}",
    gives: 'green 59.8 Lamps',
    says: 'Names with spaces or signs. After one `lookup`, go on with `lookup`.',
  },
  { name: 'make_list', template: "{{ 'abc'|make_list|join:'-' }}", gives: 'a-b-c' },
  { name: 'safeseq', template: "{{ 'a<,b'|split:','|safeseq|join:' ' }}", gives: 'a< b' },
]

/** Filters of dates and pictures. */
export const DATE_CASES: readonly DialectCase[] = [
  {
    name: 'date',
    template: "{{ event.when|format_date_string|date:'F d, o' }}",
    gives: 'February 11, 2026',
    says: "Django's letters, or strftime's where there is a percent sign. The account's time zone.",
  },
  {
    name: 'date',
    template: "{{ event.when|date:'Y-m-d H:i' }} {{ event.when|date:'%d.%m.%Y' }}",
    gives: '2026-02-11 22:46 11.02.2026',
  },
  { name: 'date', template: "{{ event.when|date:'n/j/y g:i a' }}", gives: '2/11/26 10:46 p.m.' },
  { name: 'time', template: "{{ event.when|time:'H:i' }}", gives: '22:46' },
  {
    name: 'format_date_string',
    template: "{{ person.Birthday|format_date_string|date:'d F Y' }}",
    gives: '10 December 1990',
  },
  {
    name: 'datetime_from_string',
    template: "{{ '24.12.2026'|datetime_from_string:'%d.%m.%Y'|date:'l' }}",
    gives: 'Thursday',
    says: 'With a format of strptime, or ISO 8601 without one.',
  },
  {
    name: 'days_later',
    template:
      "{% today '%Y-%m-%d' as today %}{{ today|days_later:5 }} {{ today|days_later:2|format_date_string|date:'M d' }}",
    gives: '2026-11-27 Nov 24',
  },
  {
    name: 'weeks_since',
    template: "{{ '2026-11-01'|weeks_since }}",
    gives: '3',
    says: 'Until now, or until the date given.',
  },
  { name: 'weeks_since', template: "{{ '2026-11-01'|weeks_since:'2026-11-08' }}", gives: '1' },
  { name: 'timesince', template: "{{ '2026-11-20T10:00:00Z'|timesince }}", gives: '2 days' },
  {
    name: 'timeuntil',
    template: "{{ '2026-11-23T13:00:00Z'|timeuntil }}",
    gives: '1 day, 3 hours',
  },
  {
    name: 'recipient_time',
    template: "{{ event.when|recipient_time|date:'Y-m-d H:i' }}",
    gives: '2026-02-11 16:46',
    says: 'The clocks of the person who gets the message.',
  },
  {
    name: 'missing_image',
    template: '{{ event.image|missing_image }}',
    gives: 'https://shop.example/none.png',
  },
  {
    name: 'missing_product_image',
    template: "{{ event.image|missing_product_image:'/own.png' }}",
    gives: '/own.png',
  },
]
