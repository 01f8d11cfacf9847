/** What watching may cost the target when nobody says otherwise: percent of one core. */
export const defaultBudgetPercent = 2;
