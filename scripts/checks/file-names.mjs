import { listFiles } from './files.mjs'
import { verdict } from './tool-check.mjs'

const VAGUE = /(^|\/)(utils?|helpers?|common|misc|manager|base)(\/|\.[cm]?[jt]sx?$)/
const NUMBERED = /(^|\/)\d+[-_.][^/]*\.test\.[cm]?[jt]sx?$/

/** Names that say nothing about what is inside. */
export const fileNames = {
  name: 'file names',
  async run(root) {
    return verdict(
      listFiles(root).flatMap((file) => {
        if (VAGUE.test(file)) return [`${file}: name it for the idea inside`]
        if (NUMBERED.test(file)) return [`${file}: tests are named, not numbered`]
        return []
      }),
    )
  },
}
