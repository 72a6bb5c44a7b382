// Converts items of QTI 2.1, a JSON list of their texts, to QTI 3.0 with qti-convert.
import { readFileSync } from "node:fs";
import { convertQti2toQti3 } from "@citolab/qti-convert/qti-convert-node";

const converted = [];
for (const item of JSON.parse(readFileSync(process.argv[2], "utf-8"))) {
  converted.push(await convertQti2toQti3(item));
}
console.log(JSON.stringify(converted));
