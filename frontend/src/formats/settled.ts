/** What two people settled on the desk's own chain: purges, and notes struck out. Most cases have neither: a file of its own, fetched where somebody signed one. */
export { checkPurged, leftOf, purgesOf } from "./purges.ts";
export { struckOf } from "./strikes.ts";
