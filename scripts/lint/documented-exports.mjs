/**
 * Every exported function, class, interface and constant of a package says in a doc comment what it
 * promises. Type aliases may speak for themselves, and so may wire schemas, whose fields are
 * described one by one.
 */
export const documentedExports = {
  meta: {
    type: 'suggestion',
    messages: { missing: '{{name}} is exported without a doc comment.' },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context
    const documented = new Set()
    return {
      'Program > ExportNamedDeclaration[declaration]'(node) {
        const { declaration } = node
        if (declaration.type === 'TSTypeAliasDeclaration') return
        const name = nameOf(declaration)
        if (name.endsWith('Schema')) return
        const comment = sourceCode.getCommentsBefore(node).at(-1)
        const hasDoc = comment?.type === 'Block' && comment.value.startsWith('*')
        // The first overload carries the comment of all.
        if (hasDoc) documented.add(name)
        else if (!documented.has(name)) {
          context.report({ node, messageId: 'missing', data: { name } })
        }
      },
    }
  },
}

function nameOf(declaration) {
  return declaration.id?.name ?? declaration.declarations?.[0]?.id.name ?? 'This'
}
