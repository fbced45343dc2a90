/**
 * Runs all checks, a few at once, going on after failures; a check that throws has failed.
 * @param print takes one line per check, in the order in which they end.
 * @returns {Promise<{ name: string, output: string }[]>} the failed ones with what they said.
 */
export async function runChecks(root, checks, { atOnce, print, nowMs }) {
  const waiting = [...checks]
  const failed = []
  const runWaiting = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedMs = nowMs()
      const { ok, output } = await runOne(root, check)
      const seconds = ((nowMs() - startedMs) / 1000).toFixed(1)
      print(`${ok ? 'ok  ' : 'FAIL'}  ${check.name.padEnd(28)} ${seconds.padStart(5)} s`)
      if (!ok) failed.push({ name: check.name, output })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, runWaiting))
  return failed
}

async function runOne(root, check) {
  try {
    return await check.run(root)
  } catch (error) {
    return { ok: false, output: error.stack ?? String(error) }
  }
}
