/** Which powers of the law data a text cites; beside the form, which has their list. */

/** Ids of the powers that a provision names as texts cite them: all words of one citation stand in it. */
export function powersNamed(provision: string, powers: readonly { readonly id: string; readonly cited: string }[]): string[] {
  const words = new Set(provision.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const isNamed = (cited: string): boolean => cited.split("|").map((one) => one.split(" ")).some((one) => one.length > 1 && one.every((word) => words.has(word)));
  return powers.filter(({ cited }) => isNamed(cited)).map(({ id }) => id);
}
