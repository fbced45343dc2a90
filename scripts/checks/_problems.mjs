/**
 * The rules that a tool's output reports for one file. Takes both shapes in use: `file:1:2 rule …`
 * on one line, and a line with the file followed by an indented block.
 */
export function rulesReportedFor(output, root, file) {
  const rules = []
  let current = ''
  for (const line of output.replaceAll(`${root}/`, '').split('\n')) {
    const [, headed, rest] = /^([^\s:]+\.[a-z]+)(?::\d+:\d+)?(.*)$/.exec(line) ?? []
    if (headed) current = headed
    if (current !== file) continue
    rules.push(...(headed ? (rest ?? '') : line).split(/\s+/).filter((word) => word !== ''))
  }
  return rules
}
