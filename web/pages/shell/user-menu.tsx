import {
  Avatar,
  Group,
  Menu,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core'
import { IconDeviceDesktop, IconKey, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { changeMe, type Me, signOut } from '../../api/session.ts'
import { readIn } from '../../i18n.ts'
import { paths } from '../../paths.ts'
import { failed } from '../../ui/toast.ts'

const schemes = [
  { value: 'auto', icon: IconDeviceDesktop },
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
] as const

export function UserMenu(props: { me: Me; account: string }) {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { id, attributes } = props.me

  function choose(change: Parameters<typeof changeMe>[1]) {
    changeMe(id, change).catch(failed)
  }

  return (
    <Menu width={272} position="top-start" closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton className="account-switcher">
          <VisuallyHidden>{t('shell.userMenu')}</VisuallyHidden>
          <Avatar size={30} radius="xl" color="petrol" name={attributes.name} aria-hidden />
          <span className="account-switcher-name">
            <Text size="sm" fw={550} truncate>
              {attributes.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {attributes.email}
            </Text>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label id="language-label">{t('shell.language')}</Menu.Label>
        <SegmentedControl
          fullWidth
          mx="xs"
          mb="xs"
          size="xs"
          aria-labelledby="language-label"
          value={i18n.language}
          data={[
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
          onChange={(value) => {
            const locale = value === 'de' ? 'de' : 'en'
            readIn(locale).catch(failed)
            choose({ locale })
          }}
        />
        <Menu.Label id="scheme-label">{t('shell.colorScheme')}</Menu.Label>
        <SegmentedControl
          fullWidth
          mx="xs"
          mb="xs"
          size="xs"
          aria-labelledby="scheme-label"
          value={colorScheme}
          data={schemes.map(({ value, icon: Icon }) => ({
            value,
            label: (
              <Group gap={6} justify="center" wrap="nowrap">
                <Icon size={14} aria-hidden />
                {t(`shell.scheme_${value}`)}
              </Group>
            ),
          }))}
          onChange={(value) => {
            const scheme = schemes.find((each) => each.value === value)?.value ?? 'auto'
            setColorScheme(scheme)
            choose({ color_scheme: scheme })
          }}
        />
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to={paths.mySettings(props.account)}
          leftSection={<IconKey size={16} />}
          closeMenuOnClick
        >
          {t('nav.me')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => {
            // A full page load forgets the whole cache with it.
            signOut().then(() => location.assign(paths.signIn()), failed)
          }}
        >
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
