/** Answer questions put on standard input as JSON: [part, function, ...arguments] each. */
import { readFileSync } from "node:fs";

import { load } from "./load.js";

const parts = load();

/** Values 0..1 that are not known travel as null: JSON has no NaN. */
const asJson = (_, value) => (ArrayBuffer.isView(value) ? [...value] : value);

const questions = JSON.parse(readFileSync(0, "utf-8"));
const data = questions.data ? parts.Unpack.pageData(questions.data) : undefined;
const answers = questions.ask.map(([part, name, ...given]) =>
  parts[part][name](...given.map((one) => (one === "DATA" ? data : one))));
process.stdout.write(JSON.stringify(answers, asJson));
