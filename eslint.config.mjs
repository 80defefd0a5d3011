// What Prettier cannot see: names that are not there, are not used, or are defined twice.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/", "build/", "**/.ipynb_checkpoints/"] },
  js.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-var": "error",
      "prefer-const": "error",
      "max-lines-per-function": ["error", { max: 70, skipComments: true, skipBlankLines: true }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text goes into text nodes: a name is no markup." },
        { property: "outerHTML", message: "Text goes into text nodes: a name is no markup." },
      ],
    },
  },
  { files: ["tests/js/**"], languageOptions: { globals: globals.node } },
];
