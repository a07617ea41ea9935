import type { Tokens } from "marked";
import { memo, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { renderInline } from "./inline.tsx";

/** A table in its own scroll area, which the keyboard can reach. Rows that did not change are not rendered again. */
export function Table({ table }: { readonly table: Tokens.Table }): ReactNode {
  const t = useText();
  return (
    <div className="md-table" role="region" aria-label={t("markdown.table")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, column) => (
              <th key={column} scope="col" {...readCellAttributes(cell)}>
                {renderInline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        {table.rows.length > 0 && (
          <tbody>
            {table.rows.map((cells, index) => (
              <Row key={index} cells={cells} />
            ))}
          </tbody>
        )}
      </table>
    </div>
  );
}

const Row = memo(function Row({ cells }: { readonly cells: readonly Tokens.TableCell[] }): ReactNode {
  return (
    <tr>
      {cells.map((cell, column) => (
        <td key={column} {...readCellAttributes(cell)}>
          {renderInline(cell.tokens)}
        </td>
      ))}
    </tr>
  );
});

/** Alignment is left to the style sheet: a strict CSP drops style attributes. */
function readCellAttributes(cell: Tokens.TableCell): { dir: "auto"; "data-align": string | undefined } {
  return { dir: "auto", "data-align": cell.align ?? undefined };
}
