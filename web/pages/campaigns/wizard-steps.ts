/** The steps to a campaign, in their order. */
export const WIZARD_STEPS = ['audience', 'content', 'schedule', 'review'] as const
export type WizardStep = (typeof WIZARD_STEPS)[number]
