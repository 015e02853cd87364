package com.technosupport.vms.detection.internal.track;

import java.util.Arrays;

/**
 * Who belongs to whom at the least cost in all (Kuhn 1955, Munkres 1957), by shortest augmenting paths: for n rows and m columns in
 * O(n² m).
 */
final class Assignment {

    private Assignment() {}

    /**
     * @param cost by row and column; all rows are of the same length
     * @param most dearer pairs are none
     * @return the column of each row, -1 where it has none
     */
    static int[] cheapest(double[][] cost, double most) {
        int rows = cost.length;
        int[] result = new int[rows];
        Arrays.fill(result, -1);
        int columns = rows == 0 ? 0 : cost[0].length;
        if (columns == 0) {
            return result;
        }
        // A column of its own for each row, at the price of having no partner, so that a row is never forced on a
        // column.
        double[][] padded = new double[rows][columns + rows];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(padded[row], most);
            for (int column = 0; column < columns; column++) {
                padded[row][column] = Math.min(cost[row][column], most * 2);
            }
        }
        int[] owner = solve(padded);
        for (int column = 0; column < columns; column++) {
            if (owner[column] >= 0 && cost[owner[column]][column] <= most) {
                result[owner[column]] = column;
            }
        }
        return result;
    }

    /** The row of each column, or -1; there are at least as many columns as rows. */
    private static int[] solve(double[][] cost) {
        int rows = cost.length;
        int columns = cost[0].length;
        double[] rowPrice = new double[rows + 1];
        double[] columnPrice = new double[columns + 1];
        int[] owner = new int[columns + 1];
        int[] way = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            owner[0] = row;
            int column = 0;
            double[] least = new double[columns + 1];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            boolean[] used = new boolean[columns + 1];
            do {
                used[column] = true;
                int current = owner[column];
                double delta = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int j = 1; j <= columns; j++) {
                    if (!used[j]) {
                        double reduced = cost[current - 1][j - 1] - rowPrice[current] - columnPrice[j];
                        if (reduced < least[j]) {
                            least[j] = reduced;
                            way[j] = column;
                        }
                        if (least[j] < delta) {
                            delta = least[j];
                            next = j;
                        }
                    }
                }
                for (int j = 0; j <= columns; j++) {
                    if (used[j]) {
                        rowPrice[owner[j]] += delta;
                        columnPrice[j] -= delta;
                    } else {
                        least[j] -= delta;
                    }
                }
                column = next;
            } while (owner[column] != 0);
            do {
                int before = way[column];
                owner[column] = owner[before];
                column = before;
            } while (column != 0);
        }
        int[] result = new int[columns];
        for (int j = 1; j <= columns; j++) {
            result[j - 1] = owner[j] - 1;
        }
        return result;
    }
}
