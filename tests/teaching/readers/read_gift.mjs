// Reads a GIFT file with gift-pegjs and prints its questions as JSON.
import { readFileSync } from "node:fs";
import gift from "gift-pegjs";

const questions = gift.parse(readFileSync(process.argv[2], "utf-8"));
console.log(JSON.stringify(questions.filter((question) => question.type !== "Category")));
