// Swaps `<root>/d` between a folder and a link to `<outside>` until its input ends.
import { renameSync, symlinkSync } from 'node:fs'

const [root, outside] = process.argv.slice(2)
const link = `${root}/link`
symlinkSync(outside, link)
let isOver = false
process.stdin.on('end', () => {
  isOver = true
})
process.stdin.resume()
process.stdout.write('swapping\n')

function swap() {
  for (let count = 0; count < 50; count++) {
    renameSync(`${root}/d`, `${root}/real`)
    renameSync(link, `${root}/d`)
    renameSync(`${root}/d`, link)
    renameSync(`${root}/real`, `${root}/d`)
  }
  if (!isOver) setImmediate(swap)
}
swap()
