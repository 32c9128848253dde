/**
 * The images that integration tests run, by the names that the nodes know: `npm test` takes them from the cluster that it
 * made, whatever supplied them. Without that they are those that were built from source.
 */

const { STATEPROOF_NGINX_IMAGE, STATEPROOF_CLIENT_IMAGE, STATEPROOF_BUSYBOX_IMAGE } = process.env

export const nginxImage = STATEPROOF_NGINX_IMAGE ?? 'stateproof.dev/nginx:1'
export const clientImage = STATEPROOF_CLIENT_IMAGE ?? 'stateproof.dev/client:1'
export const busyboxImage = STATEPROOF_BUSYBOX_IMAGE ?? 'stateproof.dev/busybox:1'

/** For runs of the scenarios without NFS. */
export const imageFlags = ['--nginx-image', nginxImage, '--client-image', clientImage]
