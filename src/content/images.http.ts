import {
  getImage,
  getImages,
  updateImage as updateEndpoint,
  uploadImageFromFile,
  uploadImageFromUrl,
} from '../contract/images.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { imageResource } from './image-resource.ts'
import { findImage, imageNumber, listImages } from './images.sql.ts'
import { changeImage, fetchPublicImage, importImage, uploadImage } from './save-image.action.ts'

export const imageRoutes: readonly Route[] = [
  implement(getImages, (call) =>
    call.read(async (tx) => {
      const fetched = await listImages(tx, call.caller.accountId, call.query)
      const { rows, next, prev } = pageOf(fetched, call.query.page, (row) => ({
        key: cursorKey(row.sortKey),
        id: String(row.imageId),
      }))
      return { data: rows.map((row) => imageResource(row, call)), next, prev }
    }),
  ),

  implement(getImage, (call) =>
    call.read(async (tx) => {
      const id = param(call, 'id')
      const number = imageNumber(id)
      const row = number && (await findImage(tx, call.caller.accountId, number))
      if (!row) throw notFound('image', id)
      return { data: imageResource(row, call) }
    }),
  ),

  implement(uploadImageFromUrl, async (call) => {
    const { import_from_url: url, name, hidden } = call.body.data.attributes
    const wanted = { name: name ?? undefined, isHidden: hidden ?? false }
    const row = await importImage(
      call.sql,
      call.caller.accountId,
      url,
      { ...wanted, fetchImage: fetchPublicImage },
      call.now,
    )
    return { data: imageResource(row, call) }
  }),

  implement(uploadImageFromFile, async (call) => {
    const { file, name, hidden } = call.body
    const isHidden = hidden !== undefined && /^(true|1)$/i.test(hidden)
    const wanted = { name, isHidden }
    const row = await uploadImage(call.sql, call.caller.accountId, file, wanted, call.now)
    return { data: imageResource(row, call) }
  }),

  implement(updateEndpoint, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { name, hidden } = call.body.data.attributes
    const change = { name: name ?? undefined, isHidden: hidden ?? undefined }
    const row = await changeImage(call.sql, call.caller.accountId, id, change, call.now)
    return { data: imageResource(row, call) }
  }),
]
