/**
 * Whether an address may be handed to the system's browser: `https` of the person's own server, or
 * its plain `http` where the server itself is reached that way (SEC-125). The system opens programs
 * for other schemes, so everything else is refused.
 */
export function mayOpenOutside(url: string, serverUrl: string | undefined): boolean {
  if (serverUrl === undefined || !URL.canParse(url) || !URL.canParse(serverUrl)) return false
  const [asked, server] = [new URL(url), new URL(serverUrl)]
  return (
    (asked.protocol === 'https:' || asked.protocol === 'http:') &&
    asked.origin === server.origin &&
    asked.username === '' &&
    asked.password === ''
  )
}
