ALTER TABLE "memory_bot_chats" ADD COLUMN "turn_id" uuid;--> statement-breakpoint
ALTER TABLE "memory_bot_chats" ADD COLUMN "turn_since" timestamp (3) with time zone;
