/** Which powers of the law data a text cites, and which authority of the directory it names; beside the form, which has their lists. */

/** Ids of the powers that a provision names as texts cite them: all words of one citation stand in it. */
export function powersNamed(provision: string, powers: readonly { readonly id: string; readonly cited: string }[]): string[] {
  const words = new Set(provision.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const isNamed = (cited: string): boolean => cited.split("|").map((one) => one.split(" ")).some((one) => one.length > 1 && one.every((word) => words.has(word)));
  return powers.filter(({ cited }) => isNamed(cited)).map(({ id }) => id);
}

/** Id of the authority of a country that is named so, in any of its names, word by word; empty where none, or more than one, is. */
export function authorityNamed(typed: string, country: string, authorities: readonly { readonly id: string; readonly of: string; readonly names: string }[]): string {
  const said = (typed.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
  const found = authorities.filter((one) => one.of === country && one.names.split("|").includes(said));
  return said && found.length === 1 ? (found[0]?.id ?? "") : "";
}
