import {
  ActionIcon,
  Avatar,
  Badge,
  Button,
  ColorInput,
  type CSSVariablesResolver,
  createTheme,
  Fieldset,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  Popover,
  Tooltip,
} from '@mantine/core'

/** The colour of everything that can be acted on. Steps 7 (light) and 6 (dark) carry white text at 4.5:1. */
const petrol: MantineColorsTuple = [
  '#e9f5f3',
  '#d0e8e5',
  '#a2d2cd',
  '#72bab4',
  '#4aa49d',
  '#2c8f88',
  '#1a7d77',
  '#0f6b67',
  '#0b5653',
  '#074240',
]

/** Second voice, for comparison and waiting. Never for text on white. */
const apricot: MantineColorsTuple = [
  '#fdf3e7',
  '#fae4cb',
  '#f6cb9b',
  '#f2b26d',
  '#eb9b46',
  '#d9822b',
  '#b9691d',
  '#955315',
  '#713f11',
  '#4f2c0d',
]

/** For what destroys and what failed; step 7 carries white text at 6:1. */
const brick: MantineColorsTuple = [
  '#fdeeec',
  '#fadad6',
  '#f3b3ab',
  '#ec897d',
  '#e26455',
  '#d34a3a',
  '#c23e2f',
  '#a83226',
  '#86271d',
  '#651d15',
]

const warmGray: MantineColorsTuple = [
  '#faf9f6',
  '#f3f1ec',
  '#e8e5de',
  '#dad6cd',
  '#c2bdb1',
  '#9c968a',
  '#68635a',
  '#524e46',
  '#34312c',
  '#1f1d1a',
]

const warmDark: MantineColorsTuple = [
  '#e7e4de',
  '#c9c5bd',
  '#a5a097',
  '#77726a',
  '#4b4842',
  '#393732',
  '#262522',
  '#1a1917',
  '#131211',
  '#0c0c0b',
]

/** No font is fetched from anywhere: these are what computers bring along. */
export const FONT_FAMILY =
  'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.25,
  colors: { petrol, apricot, red: brick, gray: warmGray, dark: warmDark },
  black: '#1f1d1a',
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: FONT_FAMILY,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  shadows: {
    xs: '0 1px 2px rgb(31 29 26 / 6%)',
    md: '0 4px 16px rgb(31 29 26 / 10%)',
    xl: '0 12px 40px rgb(31 29 26 / 16%)',
  },
  components: {
    Avatar: Avatar.extend({
      defaultProps: {
        autoContrast: true,
        allowedInitialsColors: ['petrol', 'apricot', 'gray'],
      },
    }),
    // Its button has no name, and only some browsers have it.
    ColorInput: ColorInput.extend({ defaultProps: { withEyeDropper: false } }),
    Fieldset: Fieldset.extend({
      styles: { root: { margin: 0, padding: 0 }, legend: { fontWeight: 620, marginBottom: 8 } },
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', radius: 'sm' },
      styles: {
        root: {
          height: 'auto',
          minHeight: 'var(--badge-height)',
          textTransform: 'none',
          fontWeight: 550,
          letterSpacing: 0,
        },
        label: { whiteSpace: 'normal', overflow: 'visible' },
      },
    }),
    Button: Button.extend({ defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 550 } } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    // Nearly every field of our forms is needed; the few that are not say so.
    InputWrapper: Input.Wrapper.extend({ defaultProps: { withAsterisk: false } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', radius: 'md' } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: 'lg', padding: 'lg' },
      styles: { title: { fontWeight: 620, fontSize: '1.0625rem' } },
    }),
    Paper: Paper.extend({ defaultProps: { radius: 'lg' } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 250, multiline: true, maw: 320 } }),
  },
})

/**
 * Named here and not with light-dark() in the style sheets: the bundler rewrites that function in a
 * way that does not see which scheme was chosen.
 *
 * Pages lie on paper, cards lie above it; the two differ in both schemes.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#faf9f6',
    '--mantine-color-default-border': '#e1ddd4',
    '--mantine-color-dimmed': '#68635a',
    '--surface': '#ffffff',
    '--surface-sunken': '#f3f1ec',
    '--line': '#e8e5de',
    '--mantine-color-apricot-light': '#fcefdf',
    '--mantine-color-apricot-light-color': '#713f11',
    '--mantine-color-red-light': '#fdeeec',
    '--mantine-color-red-light-color': '#a83226',
    '--hover': 'rgb(31 29 26 / 5%)',
    '--notice': '#fdf3e7',
    '--notice-line': '#fae4cb',
    '--notice-text': '#955315',
    '--accent': '#0f6b67',
    '--accent-soft': '#e9f5f3',
    '--positive': '#1a7045',
    '--negative': '#b3372b',
  },
  dark: {
    '--mantine-color-body': '#161513',
    '--mantine-color-default-border': '#393732',
    '--mantine-color-dimmed': '#a5a097',
    '--surface': '#1f1e1b',
    '--surface-sunken': '#191816',
    '--line': '#302e2a',
    '--mantine-color-apricot-light': 'rgb(235 155 70 / 16%)',
    '--mantine-color-apricot-light-color': '#f6cb9b',
    '--mantine-color-petrol-light': 'rgb(74 164 157 / 18%)',
    '--mantine-color-petrol-light-color': '#a2d2cd',
    '--mantine-color-gray-light': 'rgb(255 255 255 / 8%)',
    '--mantine-color-gray-light-color': '#c9c5bd',
    '--mantine-color-red-light': 'rgb(224 90 78 / 18%)',
    '--mantine-color-red-light-color': '#f5aaa1',
    '--hover': 'rgb(255 255 255 / 5%)',
    '--notice': '#2b2015',
    '--notice-line': '#443019',
    '--notice-text': '#f2b26d',
    '--accent': '#62b8b1',
    '--accent-soft': '#18302e',
    '--positive': '#74c69a',
    '--negative': '#f08b7e',
  },
})
