import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ImageState } from '../../api/images.ts'
import { useFormats } from '../../ui/format.ts'
import './image-grid.css'

/** Wide enough for a card on any screen. */
const CARD_WIDTH_PX = 320
const KILOBYTE = 1_024

/** Pictures side by side, each with its name and what can be done with it. */
export function ImageGrid(props: {
  images: readonly ImageState[]
  label: string
  onPick?: (image: ImageState) => void
  deeds?: (image: ImageState) => ReactNode
}) {
  const formats = useFormats()
  return (
    <ul className="image-grid" aria-label={props.label}>
      {props.images.map((image) => {
        const picture = <img src={`${image.image_url}?w=${CARD_WIDTH_PX}`} alt="" loading="lazy" />
        return (
          <li key={image.id} data-hidden={image.hidden || undefined}>
            {props.onPick ? (
              <button
                type="button"
                className="image-picture"
                aria-label={image.name}
                onClick={() => props.onPick?.(image)}
              >
                {picture}
              </button>
            ) : (
              <div className="image-picture">{picture}</div>
            )}
            <div className="image-foot">
              <div style={{ minWidth: 0 }}>
                <Text size="sm" fw={550} truncate title={image.name}>
                  {image.name}
                </Text>
                <Text size="xs" c="dimmed" className="number">
                  {[
                    image.format.toUpperCase(),
                    image.width && image.height ? `${image.width} × ${image.height}` : null,
                    `${formats.number(Math.max(1, Math.round(image.size / KILOBYTE)))} KB`,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </div>
              {props.deeds?.(image)}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
