import { closeEmptyPage } from '../../platform/leave-page.ts'

void closeEmptyPage()
