import { describe, expect, it } from "vitest";
import { findSuspiciousJinja } from "../../../../src/inspect/encodings/jinja.ts";

const codes = (template: string) => findSuspiciousJinja(template, "x").map(({ code }) => code);

describe("suspicious Jinja", () => {
  it.each([
    "{{ ''.__class__ }}",
    "{% set x = cycler.__init__.__globals__.os.popen('id') %}",
    "{{ lipsum['__globals__'] }}",
    "{{ x|attr('__class__') }}",
    String.raw`{{ x|attr("\x5f\x5fclass\x5f\x5f") }}`,
    "{{ self._TemplateReference__context }}",
    "{%- set m = os.system('id') -%}",
    "{{ eval('1') }}",
    "{# a comment #}{{ x . __mro__ }}",
    "{{ '}}' ~ x.__base__ }}",
  ])("finds %s", (template) => {
    expect(codes(template)).toEqual(["chat-template-python"]);
  });

  it.each(["{% import 'x' as y %}", "{%- include 'secret' -%}", "{% from 'a' import b %}"])(
    "warns of %s",
    (template) => {
      expect(codes(template)).toEqual(["chat-template-import"]);
    },
  );

  it.each([
    ["quotes that are not closed", `{{ '${"\\'".repeat(1_000_000)}`],
    ["white space at the beginning of lines", `{%${"\n".repeat(1_000_000)}x`],
    ["opening brackets", "{{".repeat(1_000_000)],
    ["names with dots", `{{ ${"os . ".repeat(500_000)}`],
  ])("takes no longer than a template is long for %s", (_, template) => {
    // A search that takes the square of its length would not end before the deadline of the test.
    expect(findSuspiciousJinja(template, "x")).toEqual(expect.any(Array));
  });

  it.each([
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] }}{% endfor %}",
    "{% if messages[0]['role'] == 'system' %}{{ system_message }}{% endif %}",
    "Text that says os.system('x') and {# import {{ x.__class__ }} #} only as text.",
    "{{ 'import os; os.system(1)' }}{{ bos_token }}",
    "{{ raise_exception('Conversation roles must alternate') }}",
    "{%- set loop_messages = messages | selectattr('role', 'equalto', 'user') -%}",
    "{{ unterminated",
    "{% set ns = namespace(found=false) %}{{ ns.found }}",
  ])("has nothing against %s", (template) => {
    expect(codes(template)).toEqual([]);
  });
});
