/** Load the parts of the script that need no page, in the order of their names, as a page does. */
import { readdirSync, readFileSync } from "node:fs";
import vm from "node:vm";

const PARTS = new URL("../../../../maps/assets/js/", import.meta.url);
const NEEDS_NO_PAGE = /^[12]\d_\w+\.js$/;
const FIRST_NAME = /^const (\w+)/m;

/** Return the parts by their names, such as Words and Rank. */
export function load() {
  const parts = {};
  for (const file of readdirSync(PARTS).filter((name) => NEEDS_NO_PAGE.test(name)).sort()) {
    const text = readFileSync(new URL(file, PARTS), "utf-8");
    const [, name] = FIRST_NAME.exec(text);
    vm.runInThisContext(text, { filename: file });
    parts[name] = vm.runInThisContext(name);
  }
  return parts;
}
