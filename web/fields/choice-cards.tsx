import { Group, Radio, SimpleGrid, Text } from '@mantine/core'

/** One of a few ways to begin, each with a line about it. */
export function ChoiceCards<Value extends string>(props: {
  label: string
  value: Value
  choices: readonly { value: Value; label: string; hint: string }[]
  onChange: (value: Value) => void
}) {
  const { choices } = props
  return (
    <Radio.Group
      label={props.label}
      value={props.value}
      onChange={(chosen) => {
        const choice = choices.find(({ value }) => value === chosen)
        if (choice) props.onChange(choice.value)
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
        {choices.map(({ value, label, hint }) => (
          <Radio.Card key={value} value={value} p="sm" radius="md" className="choice-card">
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <Radio.Indicator mt={2} />
              <div>
                <Text size="sm" fw={550}>
                  {label}
                </Text>
                <Text size="xs" c="dimmed">
                  {hint}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  )
}
