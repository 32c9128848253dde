/**
 * The signal that ends every wait of this thread when the run is interrupted. Worker threads get no signals of the
 * operating system; the command line tells them over a channel.
 */
import { interruptChannel } from './run-context.ts'

const controller = new AbortController()
const channel = new BroadcastChannel(interruptChannel)
// It must not keep a thread alive that has nothing else to do.
channel.unref()
channel.onmessage = ({ data }: MessageEvent) => controller.abort(new Error(`interrupted by ${data}`))

/** Fires when the run is interrupted. */
export const interruption: AbortSignal = controller.signal
