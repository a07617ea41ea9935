CREATE TABLE "freshness_key" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"key" text DEFAULT gen_random_uuid()::text || gen_random_uuid()::text NOT NULL,
	CONSTRAINT "freshness_key_only" CHECK ("freshness_key"."only")
);
--> statement-breakpoint
INSERT INTO "freshness_key" DEFAULT VALUES;
