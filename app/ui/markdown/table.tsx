import { memo, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { renderInline } from "./inline.tsx";
import type { Alignment, CellToken, TableToken } from "./parser/tokens.ts";

interface TableProps {
  readonly table: TableToken;
  readonly direction: "rtl" | undefined;
}

/** A table in its own scroll area, which the keyboard can reach. Rows that did not change are not rendered again. */
export function Table({ table, direction }: TableProps): ReactNode {
  const t = useText();
  return (
    <div className="md-table" role="region" aria-label={t("markdown.table")} tabIndex={0} dir={direction}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, column) => (
              <th key={column} scope="col" data-align={table.alignments[column]}>
                {renderInline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        {table.rows.length > 0 && (
          <tbody>
            {table.rows.map((cells, index) => (
              <Row key={index} cells={cells} alignments={table.alignments} />
            ))}
          </tbody>
        )}
      </table>
    </div>
  );
}

interface RowProps {
  readonly cells: readonly CellToken[];
  readonly alignments: readonly Alignment[];
}

/** Alignment is left to the style sheet: a strict CSP drops style attributes. Cells that are not there are one. */
const Row = memo(function Row({ cells, alignments }: RowProps): ReactNode {
  const missing = alignments.length - cells.length;
  return (
    <tr>
      {cells.map((cell, column) => (
        <td key={column} data-align={alignments[column]}>
          {renderInline(cell.tokens)}
        </td>
      ))}
      {missing > 0 ? <td colSpan={missing === 1 ? undefined : missing} /> : null}
    </tr>
  );
});
