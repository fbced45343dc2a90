/**
 * Called at the points where a kill is tested. Names: C01-C10 upload, D01-D12 download, X01-X04
 * conflict, M01-M06 delete and move. In production it does nothing.
 */
export type CrashPoint = (name: CrashPointName) => void

type Numbered<Letter extends string, Numbers extends string> = `${Letter}${Numbers}`
type UpToSix = '01' | '02' | '03' | '04' | '05' | '06'

/** Every point that the engine announces. */
export type CrashPointName =
  | Numbered<'C', UpToSix | '07' | '08' | '09' | '10'>
  | Numbered<'D', UpToSix | '07' | '08' | '09' | '10' | '11' | '12'>
  | 'X01'
  | 'X02'
  | 'X03'
  | 'X04'
  | Numbered<'M', UpToSix>
