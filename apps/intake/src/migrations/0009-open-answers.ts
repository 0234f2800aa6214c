import { Migration } from '@mikro-orm/migrations';

/** Answers that nobody decided on, or that were given up: counted at every scrape, and looked for at every round of delivery. */
export class OpenAnswers extends Migration {
  override up(): void {
    this.addSql(
      `create index "order_answer_open" on "intake"."order_answer" ("state", "queued_at") where state in ('expected', 'undeliverable')`,
    );
  }
}
