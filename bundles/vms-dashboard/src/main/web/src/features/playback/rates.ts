/** Speeds that a person can choose, backwards ones negative. */
export const RATES: readonly number[] = [-16, -8, -4, -2, -1, 0.25, 0.5, 1, 2, 4, 8, 16];
