ALTER TABLE "outbox" ADD COLUMN "message_id" uuid;--> statement-breakpoint
CREATE INDEX "messages_search" ON "messages" USING btree ("user_id","created_at","id");