/**
 * `any`, `as` and `!` switch the compiler off, so each needs its reason in a comment: on one of the
 * lines of the assertion, or on the line above it. `as const` asserts nothing and is free.
 */
export const reasonedAssertions = {
  meta: {
    type: 'suggestion',
    messages: { reason: '{{what}} needs a comment with its reason on the line or the one above.' },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context
    const commented = new Set()
    for (const { loc } of sourceCode.getAllComments()) {
      for (let line = loc.start.line; line <= loc.end.line; line++) commented.add(line)
    }
    const check = (node, what) => {
      for (let line = node.loc.start.line - 1; line <= node.loc.end.line; line++) {
        if (commented.has(line)) return
      }
      context.report({ node, messageId: 'reason', data: { what } })
    }
    return {
      TSAnyKeyword: (node) => check(node, 'any'),
      TSNonNullExpression: (node) => check(node, '!'),
      TSAsExpression: (node) => {
        if (!isConst(node.typeAnnotation)) check(node, 'as')
      },
    }
  },
}

function isConst(type) {
  return type.type === 'TSTypeReference' && type.typeName.name === 'const'
}
