/** In percent. A score that rests on less is only an estimate, too little to judge. */
const ENOUGH = 50;

export const isEstimate = (coverage: number): boolean => coverage < ENOUGH;
