// A file of its own, so that both colours are tested at the same time.
import { testEveryPage } from './every-page.ts'

testEveryPage('dark')
