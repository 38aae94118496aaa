import { framed } from './framed.ts'
import './mail-frame.css'

/** Tags would be read as text where nobody renders them. */
const TAGS = /\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs

/** A mail, small, without its data. Its name stands beside it, so it says nothing to a reader. */
export function Thumbnail(props: { html: string; name: string }) {
  return (
    <div className="mail-thumbnail" aria-hidden>
      {/* Nothing in a sandbox runs, and nobody gets into it with a key. */}
      <iframe
        title={props.name}
        sandbox=""
        tabIndex={-1}
        referrerPolicy="no-referrer"
        srcDoc={framed(props.html.replace(TAGS, ''))}
      />
    </div>
  )
}
