import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type DeviceReport, deviceReport } from '#contracts/http/http-devices.ts';
import { deviceTypeViolations, unknownProduct } from '#domain/licenses/rules/known-names.ts';
import { spelled } from '#domain/values/names/known-name.ts';
import type { Violation } from '#domain/values/violation.ts';
import { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { refusalAnswer, sendAnswer } from '#runtime/http/idempotency.ts';
import type { Page } from '#runtime/http/paging.ts';
import { rulesBroken } from '#runtime/http/problem.filter.ts';
import { publishFacts } from '#runtime/http/published-facts.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import type { Announcement } from '#runtime/slices/slice.ts';
import { countedIn } from '../reference/ledger.names.ts';
import { seenAccount } from './account-rights.ts';
import type { ListQuery } from './accounts.views.ts';
import { type DeviceCountView, deviceTypes, isKnownProduct, lastToldOf, listDevices } from './devices.views.ts';

/** Devices of an account over HTTP (L5, L12): what people tell goes out on topic `devices`, as from device management. */
@Controller('api/accounts/:accountId/devices')
export class DevicesController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
  ) {}

  /** How many are enrolled, by product and by device type. */
  @Get()
  async list(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Query() query: ListQuery,
  ): Promise<Page<DeviceCountView>> {
    await seenAccount(this.access, this.database.sql, person, accountId);
    return await listDevices(this.database.sql, accountId, query);
  }

  /** Takes a report: one event for each device, or one for the absolute count. */
  @Post()
  async report(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    await seenAccount(this.access, this.database.sql, person, accountId);
    const report = bodyOf(deviceReport, body);
    if (!(await this.access.mayChange(person, [accountId]))) {
      return sendAnswer(reply, { ...refusalAnswer([notAllowed(person.email, accountId)]), replayed: false });
    }
    const deviceType = await this.knownType(accountId, report.deviceType);
    const announcements = announcementsOf(accountId, { ...report, ...(deviceType && { deviceType }) });
    const now = this.process.now().toISOString();
    // What was last told may be of a later time than this clock has: a report that counts as older would do nothing.
    const last = (await lastToldOf(this.database.sql, accountId, countedIn({ ...report, deviceType }))) ?? now;
    const asked = { person, key, method: 'POST', path: `/api/accounts/${accountId}/devices`, body };
    const warnings = await this.warningsOf(accountId, report.sku);
    const answer = { status: 202, body: { accountId, events: announcements.length, ...(warnings && { warnings }) } };
    const facts = { announcements, now: last > now ? last : now };
    return sendAnswer(reply, await publishFacts(this.database, asked, facts, answer));
  }

  /** T6: the device type as the catalog or the account's licenses have it; 422 for one that nothing is counted by. */
  private async knownType(accountId: string, told: string | undefined): Promise<string | undefined> {
    if (told === undefined) return undefined;
    const known = await deviceTypes(this.database.sql, accountId);
    const violations = deviceTypeViolations(accountId, told, known);
    if (violations.length > 0) throw rulesBroken(violations);
    return spelled(told, known);
  }

  /** Devices may be told before their product is: they are counted, and whoever told of them hears that nobody knows it. */
  private async warningsOf(accountId: string, sku: string | undefined): Promise<readonly Violation[] | undefined> {
    if (sku === undefined || (await isKnownProduct(this.database.sql, accountId, sku))) return undefined;
    return [unknownProduct(accountId, sku)];
  }
}

function announcementsOf(accountId: string, { enrolled = [], unenrolled = [], inUse, ...what }: DeviceReport) {
  const event = (type: string, data: object): Announcement => {
    return { topic: 'devices', key: accountId, type, subject: accountId, data: { accountId, ...what, ...data } };
  };
  return [
    ...enrolled.map((deviceId) => event('device.enrolled.v1', { deviceId })),
    ...unenrolled.map((deviceId) => event('device.unenrolled.v1', { deviceId })),
    ...(inUse === undefined ? [] : [event('device-count.reported.v1', { inUse })]),
  ];
}

function notAllowed(email: string, accountId: string) {
  return {
    code: 'WRITE_ACCESS_REQUIRED',
    message: `${email} may not change what ${accountId} has`,
    limit: 'administrator with full access',
    remedy: `an administrator of ${accountId} with full access, or an operator, has to report`,
  };
}
