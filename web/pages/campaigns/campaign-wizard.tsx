import { Stepper } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { CampaignState } from '../../api/campaigns.ts'
import { AudienceStep } from './audience-step.tsx'
import { ContentStep } from './content-step.tsx'
import { ReviewStep } from './review-step.tsx'
import { ScheduleStep } from './schedule-step.tsx'
import { WIZARD_STEPS, type WizardStep } from './wizard-steps.ts'

/** From nothing to a campaign on its way: who, what, when, and a last look. */
export function CampaignWizard({ campaign }: { campaign: CampaignState }) {
  const { t } = useTranslation()
  const [search, setSearch] = useSearchParams()
  const step = WIZARD_STEPS.find((one) => one === search.get('step')) ?? 'audience'
  const go = (to: WizardStep) => setSearch({ step: to })
  return (
    <>
      <Stepper
        size="sm"
        active={WIZARD_STEPS.indexOf(step)}
        onStepClick={(at) => go(WIZARD_STEPS[at] ?? 'audience')}
      >
        {WIZARD_STEPS.map((one) => (
          <Stepper.Step key={one} label={t(`campaigns.step_${one}`)} />
        ))}
      </Stepper>
      {step === 'audience' ? (
        <AudienceStep campaign={campaign} onNext={() => go('content')} />
      ) : null}
      {step === 'content' ? (
        <ContentStep campaign={campaign} onNext={() => go('schedule')} />
      ) : null}
      {step === 'schedule' ? (
        <ScheduleStep campaign={campaign} onNext={() => go('review')} />
      ) : null}
      {step === 'review' ? <ReviewStep campaign={campaign} onGo={go} /> : null}
    </>
  )
}
